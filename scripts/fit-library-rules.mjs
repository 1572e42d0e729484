/**
 * Finds, for each probed function, the rules that answer all its probes.
 *
 * usage: fit-library-rules.mjs PROBES.json OUTPUT.json [LIBRARY]
 *
 * A shape rule is a family with operands; every family is tried with the function's parameters as operands, and
 * rejected at the first probe that it contradicts. Among the others the one that is exact most often wins, the
 * simpler family before the more special one.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { LAYER_TEMPLATES, SPECIAL, TEMPLATES } from './library-rule-templates.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
mkdirSync(join(root, 'build'), { recursive: true });
const bundle = join(root, 'build', `fit-${process.pid}.mjs`);
await build({
  stdin: {
    contents: `export { applyRules } from './rules/evaluate';`,
    resolveDir: join(root, 'src', 'analysis', 'libraries'),
    loader: 'ts'
  },
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  outfile: bundle,
  logLevel: 'error'
});
const { applyRules } = await import(bundle);
rmSync(bundle);

const [probesPath, outputPath] = process.argv.slice(2);

function flavourOf(name) {
  if (name.startsWith('numpy.') || name.startsWith('tensorflow.experimental.numpy.')) {
    return 'numpy';
  }
  return name.startsWith('keras.') ? 'keras' : 'tensorflow';
}

function decode(argument) {
  if (argument.kind === 'mapping') {
    return { ...argument, entries: new Map(argument.entries.map(([k, v]) => [k, decode(v)])) };
  }
  if (argument.kind === 'callable') {
    return { kind: 'unknown' };
  }
  if (argument.kind === 'instance') {
    return { ...argument, config: new Map(argument.config.map(([k, v]) => [k, decode(v)])) };
  }
  return argument.kind === 'sequence'
    ? { ...argument, items: argument.items.map(decode) }
    : argument;
}

/** -1 contradiction, 0 weaker, 1 exact. Dtypes are left out. */
function compare(expected, ours) {
  if (expected.kind === 'tensor' && ours.kind === 'tensor') {
    return compareTensors(expected.type, ours.type);
  }
  const sequence = kind => kind === 'list' || kind === 'tuple';
  if (sequence(expected.kind) && sequence(ours.kind)) {
    if (!expected.items || !ours.items) {
      return 0;
    }
    if (expected.items.length !== ours.items.length) {
      return -1;
    }
    return expected.items.reduce(
      (worst, item, i) => Math.min(worst, compare(item, ours.items[i])),
      1
    );
  }
  if (ours.kind === 'unknown') {
    return 0;
  }
  return -1;
}

function compareTensors(expected, ours) {
  const special = form =>
    form === 'sparse' || form === 'ragged' || form === 'slices' ? form : 'dense';
  if (special(expected.form) !== special(ours.form)) {
    return -1;
  }
  if (ours.shape === null) {
    return expected.shape === null ? 1 : 0;
  }
  if (expected.shape === null) {
    return 0.2;
  }
  if (expected.shape.length !== ours.shape.length) {
    return -1;
  }
  let result = 1;
  expected.shape.forEach((axis, i) => {
    const own = ours.shape[i];
    if (axis === own || (axis === 'open' && own === 'unknown')) {
      return;
    }
    if (typeof axis === 'number' && typeof own === 'number') {
      result = -1;
    }
    result = Math.min(result, typeof own === 'number' ? 0.2 : 0);
  });
  return result;
}

function fillings(template, parameters) {
  const places = (template.match(/\bp\b/g) ?? []).length;
  let combinations = [[]];
  for (let i = 0; i < places; i++) {
    combinations = combinations.flatMap(chosen =>
      parameters.filter(name => !chosen.includes(name)).map(name => [...chosen, name])
    );
  }
  return combinations.map(chosen => {
    let next = 0;
    return template.replace(/\bp\b/g, () => chosen[next++]);
  });
}

const LIMIT = 9;
/** A dtype rule that says nothing for more than this share of the probes is none. */
const MOST_SILENT = 0.25;

function fitShape(name, probes, parameters) {
  const flavour = flavourOf(name);
  const returned = probes[0].result.kind;
  if (!['tensor', 'list', 'tuple'].includes(returned)) {
    return null;
  }
  const constants = distinctShapes(probes);
  const templates = constants === null ? TEMPLATES : [...TEMPLATES, constants];
  let best = null;
  for (const template of templates) {
    const special = SPECIAL.get(template);
    if (special !== undefined && !name.includes(special)) {
      continue;
    }
    for (const rule of fillings(template, parameters.slice(0, LIMIT))) {
      const score = scoreOf(
        { shapeRule: rule, dtypeRule: null, returns: 'unknown', returnedClass: null, flavour },
        probes
      );
      if (score !== null && score > 0.3 && (best === null || score > best.score + 0.001)) {
        best = { rule, score };
      }
    }
    if (best !== null && best.score === 1) {
      break;
    }
  }
  return best;
}

/** The rule `const(…)` where all results have one shape of numbers. */
function distinctShapes(probes) {
  const shapes = new Set(
    probes.map(probe =>
      probe.result.kind === 'tensor' ? JSON.stringify(probe.result.type.shape) : '?'
    )
  );
  if (shapes.size !== 1 || shapes.has('?') || shapes.has('null')) {
    return null;
  }
  return `const(${JSON.parse([...shapes][0])
    .map(axis => (axis === 'open' ? 'None' : axis))
    .join(',')})`;
}

function scoreOf(entry, probes) {
  let total = 0;
  for (const probe of probes) {
    let ours;
    try {
      ours = applyRules(entry, probe.bound);
    } catch {
      return null;
    }
    const score = compare(probe.result, ours);
    if (score < 0) {
      return null;
    }
    total += score;
  }
  return total / probes.length;
}

/** The dtype of one part of a result. */
function dtypeAt(result, path) {
  const part = path === null ? result : (result.items?.[path] ?? null);
  return part !== null && part.kind === 'tensor' ? part.type.dtype : undefined;
}

function fitDTypes(name, probes, parameters, shapeRule) {
  const first = probes[0].result;
  if (first.kind === 'tensor') {
    return fitDType(name, probes, parameters, null, shapeRule);
  }
  if ((first.kind === 'list' || first.kind === 'tuple') && first.items && first.items.length > 0) {
    const lengths = new Set(probes.map(probe => probe.result.items?.length));
    const count = lengths.size === 1 ? first.items.length : 1;
    const rules = [];
    for (let i = 0; i < Math.min(count, 6); i++) {
      rules.push(fitDType(name, probes, parameters, i, shapeRule) ?? '?');
    }
    return new Set(rules).size === 1 ? (rules[0] === '?' ? null : rules[0]) : rules.join(';');
  }
  return null;
}

const WHOLE = ['bool', 'uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64'];
const ALL = [...WHOLE, 'float16', 'bfloat16', 'float32', 'float64', 'complex64', 'complex128'];

/** The exceptions of a mapping of dtypes: one for all whole numbers where they agree; what was never seen is unknown where the library promotes. */
function summarised(mapping, flavour) {
  let exceptions = [...mapping].filter(([from, to]) => from !== to);
  const whole = exceptions.filter(([from]) => WHOLE.includes(from));
  const seen = WHOLE.filter(dtype => mapping.has(dtype));
  const targets = new Set(whole.map(([, to]) => to));
  if (whole.length >= 3 && whole.length === seen.length && targets.size === 1) {
    exceptions = [...exceptions.filter(pair => !whole.includes(pair)), ['#', [...targets][0]]];
  } else if (flavour !== 'tensorflow' && mapping.size > 3) {
    exceptions.push(...WHOLE.filter(dtype => !mapping.has(dtype)).map(dtype => [dtype, '?']));
  }
  if (flavour !== 'tensorflow' && mapping.size > 3) {
    exceptions.push(
      ...ALL.filter(dtype => !WHOLE.includes(dtype) && !mapping.has(dtype)).map(dtype => [
        dtype,
        '?'
      ])
    );
  }
  return exceptions;
}

function fitDType(name, probes, parameters, path, shapeRule) {
  const flavour = flavourOf(name);
  const asked = probes
    .map(probe => ({ probe, expected: dtypeAt(probe.result, path) }))
    .filter(({ expected }) => expected !== undefined);
  if (asked.length === 0) {
    return null;
  }
  const dtypeParameters = parameters.filter(parameter =>
    asked.some(({ probe }) => probe.bound.get(parameter)?.kind === 'dtype')
  );
  const prefixes = dtypeParameters.filter(parameter =>
    asked.every(({ probe, expected }) => {
      const argument = probe.bound.get(parameter);
      return argument === undefined || argument.kind !== 'dtype' || argument.dtype === expected;
    })
  );
  const base = asked.filter(({ probe }) =>
    prefixes.every(parameter => probe.bound.get(parameter)?.kind !== 'dtype')
  );
  const prefix = prefixes.map(parameter => `@${parameter}`).join('|');
  if (base.length === 0) {
    return prefix === '' ? null : prefix;
  }
  const evaluate = (rule, probe) =>
    applyRules(
      { shapeRule: 'const()', dtypeRule: rule, returns: 'tensor', returnedClass: null, flavour },
      probe.bound
    ).type.dtype;
  let best = null;
  const offer = (rule, cost) => {
    if (best === null || cost < best.cost) {
      best = { rule, cost };
    }
  };
  const outputs = new Set(base.map(({ expected }) => expected));
  if (outputs.size === 1) {
    offer([...outputs][0], 0.5);
  }
  const broadcast = /^broadcast\((.*)\)$/.exec(shapeRule ?? '');
  const candidates = parameters.slice(0, LIMIT).map(parameter => [`=${parameter}`, 0]);
  parameters.slice(0, 4).forEach((a, i) => {
    parameters.slice(i + 1, 5).forEach(b => {
      candidates.push([`~${a},${b}`, 0.2]);
      parameters.slice(0, 4).forEach(c => {
        if (parameters.indexOf(c) > parameters.indexOf(b)) {
          candidates.push([`~${a},${b},${c}`, 0.25]);
        }
      });
    });
  });
  if (broadcast !== null) {
    candidates.unshift([`~${broadcast[1]}`, -0.1]);
    if (flavour === 'numpy') {
      candidates.push([`^${broadcast[1]}`, 0.1]);
    }
  }
  for (const [rule, cost] of candidates) {
    const mapping = new Map();
    let consistent = true;
    let silent = 0;
    for (const { probe, expected } of base) {
      const own = evaluate(rule, probe);
      if (own === null) {
        silent++;
        continue;
      }
      if (mapping.has(own) && mapping.get(own) !== expected) {
        consistent = false;
        break;
      }
      mapping.set(own, expected);
    }
    if (!consistent || silent > base.length * MOST_SILENT) {
      continue;
    }
    const exceptions = summarised(mapping, flavour);
    const targets = new Set(exceptions.map(([, to]) => to));
    const everything =
      exceptions.length > 2 &&
      targets.size === 1 &&
      mapping.size ===
        exceptions.length +
          [...mapping].filter(([from, to]) => from === to && to === [...targets][0]).length;
    const text = everything
      ? `{*:${[...targets][0]}}`
      : exceptions.length === 0
        ? ''
        : `{${exceptions.map(([from, to]) => `${from}:${to}`).join(',')}}`;
    // What accepts a single dtype says nothing about how the dtype is chosen.
    offer(
      `${rule}${text}`,
      cost +
        exceptions.filter(([, to]) => to !== '?').length * 0.3 +
        (mapping.size === 1 && exceptions.length === 1 ? 1 : 0)
    );
  }
  const own = best?.rule ?? null;
  return own === null ? (prefix === '' ? null : prefix) : prefix === '' ? own : `${prefix}|${own}`;
}

/** Whether the shape rule's own answer has the right dtypes, so that none needs to be stated. */
function structureTellsDTypes(name, shapeRule, probes) {
  const entry = {
    shapeRule,
    dtypeRule: null,
    returns: 'unknown',
    returnedClass: null,
    flavour: flavourOf(name)
  };
  const agree = (expected, ours) =>
    expected.kind === 'tensor'
      ? ours.kind === 'tensor' &&
        (ours.type.dtype === null || ours.type.dtype === expected.type.dtype)
      : (expected.items ?? []).every((item, i) =>
          agree(item, ours.items?.[i] ?? { kind: 'unknown' })
        );
  return probes.every(probe => agree(probe.result, applyRules(entry, probe.bound)));
}

/** What the results are, by the letters of the data files. */
function returnsOf(probes) {
  const counts = new Map();
  for (const { result } of probes) {
    const text =
      result.kind === 'tensor'
        ? 'T'
        : result.kind === 'list' || result.kind === 'tuple'
          ? 'L'
          : result.kind === 'none'
            ? 'N'
            : result.kind === 'python'
              ? `P:${result.type}`
              : result.kind === 'mapping'
                ? 'M'
                : result.kind === 'shape'
                  ? 'H'
                  : result.kind === 'dtype'
                    ? 'Y'
                    : result.kind === 'instance'
                      ? `I:${result.cls}`
                      : '?';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0];
}

function fitLayer(probes) {
  let best = null;
  for (const rule of LAYER_TEMPLATES) {
    let score = 0;
    for (const probe of probes) {
      const ours = applyRules(
        {
          shapeRule: rule,
          dtypeRule: null,
          returns: 'tensor',
          returnedClass: null,
          flavour: 'keras'
        },
        probe.bound
      );
      const one = compare(probe.result, ours);
      if (one < 0) {
        score = -1;
        break;
      }
      const dtypes = probe.result.kind === 'tensor' && ours.kind === 'tensor';
      score += dtypes && probe.result.type.dtype !== ours.type.dtype ? one * 0.5 : one;
    }
    if (score > 0 && (best === null || score / probes.length > best.score + 0.001)) {
      best = { rule, score: score / probes.length };
    }
  }
  return best;
}

const { functions, layers } = JSON.parse(readFileSync(probesPath, 'utf8'));
const fitted = {};
for (const [name, outcome] of Object.entries(functions)) {
  if (!outcome.probes || outcome.probes.length === 0) {
    continue;
  }
  const all = outcome.probes.map(probe => ({
    bound: new Map(probe.arguments.map(([key, argument]) => [key, decode(argument)])),
    result: probe.result
  }));
  const returns = returnsOf(all);
  const family = kind => (kind === 'list' || kind === 'tuple' ? 'sequence' : kind);
  const wanted = { T: 'tensor', L: 'sequence' }[returns];
  const probes =
    wanted === undefined ? all : all.filter(probe => family(probe.result.kind) === wanted);
  const parameters = outcome.parameters ?? [
    ...new Set(probes.flatMap(probe => [...probe.bound.keys()]))
  ];
  const entry = { r: returns };
  if (wanted !== undefined) {
    const shape = fitShape(name, probes, parameters);
    if (shape !== null) {
      entry.h = shape.rule;
      entry.score = Math.round(shape.score * 1000) / 1000;
    }
    const dtype = fitDTypes(name, probes, parameters, entry.h ?? null);
    if (dtype !== null) {
      entry.d = dtype;
    } else if (entry.h !== undefined && !structureTellsDTypes(name, entry.h, probes)) {
      entry.d = '?';
    }
    entry.n = probes.length;
  }
  fitted[name] = entry;
}
const fittedLayers = {};
for (const [name, probes] of Object.entries(layers ?? {})) {
  const best = fitLayer(
    probes.map(probe => ({
      bound: new Map([
        ...probe.config.map(([key, argument]) => [key, decode(argument)]),
        ['#inputs', decode(probe.inputs)]
      ]),
      result: probe.result
    }))
  );
  if (best !== null) {
    fittedLayers[name] = {
      l: best.rule,
      score: Math.round(best.score * 1000) / 1000,
      n: probes.length
    };
  }
}
writeFileSync(outputPath, JSON.stringify({ functions: fitted, layers: fittedLayers }));
