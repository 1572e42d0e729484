/**
 * Answers questions about the shape and dtype rules over JSON lines, for the checks in Python:
 * `{"rule": {...}, "arguments": [[name, argument], …]}` -> a result,
 * `{"name": "tensorflow.add", "positional": […], "keywords": [[name, argument], …]}` -> the entry's answer,
 * `{"lookup": "tensorflow.add"}` -> the entry. A list of questions is answered by a list.
 */
import { createInterface } from 'node:readline';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, 'build', `rule-server-${process.pid}.mjs`);
await build({
  stdin: {
    contents: `export { applyRules } from './rules/evaluate';
export * from './knowledge';
export { subscriptType } from './rules/slicing';
export { FAMILIES } from './rules/families';`,
    resolveDir: join(root, 'src', 'analysis', 'libraries'),
    loader: 'ts'
  },
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  outfile: bundle,
  logLevel: 'error'
});
const api = await import(bundle);
const { rmSync } = await import('node:fs');
rmSync(bundle);

const knowledge = new api.LibraryKnowledge();
for (const library of ['tensorflow', 'keras', 'numpy', 'python']) {
  const path = join(root, 'knowledge', `${library}.json.gz`);
  if (existsSync(path)) {
    knowledge.add(library, JSON.parse(gunzipSync(readFileSync(path)).toString()));
  }
}

/** Mappings travel as lists of pairs. */
function decode(argument) {
  switch (argument.kind) {
    case 'mapping':
      return { ...argument, entries: new Map(argument.entries.map(([k, v]) => [k, decode(v)])) };
    case 'instance':
      return { ...argument, config: new Map(argument.config.map(([k, v]) => [k, decode(v)])) };
    case 'sequence':
      return { ...argument, items: argument.items?.map(decode) ?? null };
    case 'slice':
      return {
        kind: 'slice',
        lower: argument.lower && decode(argument.lower),
        upper: argument.upper && decode(argument.upper),
        step: argument.step && decode(argument.step)
      };
    case 'callable':
      return { kind: 'unknown' };
    default:
      return argument;
  }
}

function encode(result) {
  switch (result.kind) {
    case 'mapping':
      return { ...result, entries: [...result.entries].map(([k, v]) => [k, encode(v)]) };
    case 'tuple':
      return { ...result, items: result.items.map(encode) };
    case 'list':
      return {
        ...result,
        items: result.items?.map(encode) ?? null,
        element: result.element && encode(result.element)
      };
    default:
      return result;
  }
}

const bind = pairs => new Map(pairs.map(([name, argument]) => [name, decode(argument)]));

function answer(question) {
  if ('rule' in question) {
    return encode(api.applyRules(question.rule, bind(question.arguments)));
  }
  if ('families' in question) {
    return [...api.FAMILIES.keys()];
  }
  if ('subscript' in question) {
    return api.subscriptType(question.subscript, question.indices.map(decode), question.flavour);
  }
  if ('lookup' in question) {
    return knowledge.lookup(question.lookup);
  }
  if ('method' in question) {
    return knowledge.method(question.cls, question.method);
  }
  const entry = knowledge.lookup(question.name);
  if (entry === null) {
    return null;
  }
  if ('inputs' in question) {
    const config = api.bindArguments(entry, [], bind(question.config));
    return encode(api.evaluateLayer(entry, config, decode(question.inputs)));
  }
  const bound = api.bindArguments(entry, question.positional.map(decode), bind(question.keywords));
  return encode(api.evaluate(entry, bound));
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') {
    continue;
  }
  const question = JSON.parse(line);
  const reply = Array.isArray(question) ? question.map(answer) : answer(question);
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
