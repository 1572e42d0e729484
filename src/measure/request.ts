/**
 * What is sent to the kernel. Everything variable travels as JSON in base64, inside one string literal: nothing of a
 * name, a source or an expression ever becomes part of the code.
 */

/** A call that the analysis found, whose arguments may be read. */
export type CallText = { readonly text: string };

/** Further ways of running the function as a graph; `current` is what the function's name stands for now. */
export type GraphVariant = 'jit_compile' | 'reduce_retracing' | 'current';

/**
 * Where arguments come from when none are typed: from calls in the notebook, from the call that was caught,
 * or made from the inferred types.
 */
export type ArgumentChoice = 'calls' | 'caught' | 'synthetic';

/** One parameter of a function, for which an argument is to be made. */
export type SyntheticParameter = {
  readonly name: string;
  readonly kind: 'tensor' | 'array' | 'int' | 'float' | 'bool' | 'str';
  /** TensorFlow's name of the dtype, `float32`; `null` where it is not known. */
  readonly dtype: string | null;
  /** Lengths of the axes, `null` for one that is not known; `null` altogether where the rank is not known. */
  readonly shape: readonly (number | null)[] | null;
};

/** What a measurement is to do. */
export type MeasurementRequest = {
  /** Dotted qualified name of the function. */
  readonly name: string;
  /** The function's text on the screen; the kernel must hold the same. */
  readonly source: string;
  /** Calls in the notebook, nearest first. */
  readonly calls: readonly CallText[];
  /** Arguments that the user typed (`x, training=True`); `null` to take them as `choice` says. */
  readonly expression: string | null;
  readonly choice: ArgumentChoice;
  /** What is known of the parameters; used where `choice` is `synthetic`. */
  readonly synthetic: readonly SyntheticParameter[];
  readonly variants: readonly GraphVariant[];
  /** Seconds of timed runs. */
  readonly budget: number;
  /** Whether the user has agreed that some state cannot be put back. */
  readonly accepted: boolean;
  /** How often the notebook calls the function, where that is known: the answer then says what a graph saves. */
  readonly loopCount: number | null;
};

/**
 * What is asked of the kernel about a function. `measure` runs it; `prepare` runs nothing of the user's but a typed
 * expression, and says what would run and what could not be put back; `catch` waits for the next real call,
 * `caught` asks whether it has come, `release` gives the waiting up and forgets the arguments.
 */
export type KernelAction = 'measure' | 'prepare' | 'catch' | 'caught' | 'release';

/** Python modules by name and text, as they are put into the kernel. */
export type KernelSources = readonly (readonly [string, string])[];

/** The private package in the kernel. */
const PACKAGE = '_jupyterlab_hybridize';

/** Loads the modules under private names; a second time, with the same texts, it does nothing. */
const LOADER = `
import base64, json, sys, types
files = json.loads(base64.b64decode(payload).decode('utf-8'))
stamp = hash(payload)
present = sys.modules.get(name)
if present is None or getattr(present, 'STAMP', None) != stamp:
    for known in [key for key in sys.modules if key == name or key.startswith(name + '.')]:
        del sys.modules[known]
    package = types.ModuleType(name)
    package.__path__ = []
    package.STAMP = stamp
    sys.modules[name] = package
    waiting = [(module, text) for module, text in files if module != '__init__']
    while waiting:
        postponed = []
        for module, text in waiting:
            full = name + '.' + module
            loaded = types.ModuleType(full)
            loaded.__package__ = name
            sys.modules[full] = loaded
            try:
                exec(compile(text, '<' + full + '>', 'exec'), loaded.__dict__)
                setattr(package, module, loaded)
            except ModuleNotFoundError as error:
                del sys.modules[full]
                if not (error.name or '').startswith(name + '.'):
                    raise
                postponed.append((module, text))
        if len(postponed) == len(waiting):
            raise ImportError(name)
        waiting = postponed
`;

/** Code that puts the modules into the kernel and leaves no name behind. */
export function injectionCode(sources: KernelSources): string {
  const payload = toBase64(JSON.stringify(sources));
  return `exec(__import__('base64').b64decode('${toBase64(LOADER)}').decode('utf-8'), {'payload': '${payload}', 'name': '${PACKAGE}'})`;
}

/** The expression whose value, when it is written out, is the answer in base64. */
export function requestExpression(
  request: MeasurementRequest,
  action: KernelAction = 'measure'
): string {
  const payload = toBase64(JSON.stringify({ ...request, action }));
  return `__import__('sys').modules['${PACKAGE}.measuring'].Asked('${payload}')`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-8 of a text in base64 (RFC 4648); lone surrogates become U+FFFD. */
export function toBase64(text: string): string {
  const bytes = toUtf8(text);
  const parts: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index];
    const second = index + 1 < bytes.length ? bytes[index + 1] : 0;
    const third = index + 2 < bytes.length ? bytes[index + 2] : 0;
    parts.push(
      ALPHABET[first >> 2],
      ALPHABET[((first & 3) << 4) | (second >> 4)],
      index + 1 < bytes.length ? ALPHABET[((second & 15) << 2) | (third >> 6)] : '=',
      index + 2 < bytes.length ? ALPHABET[third & 63] : '='
    );
  }
  return parts.join('');
}

/** The text whose UTF-8 the base64 holds; `null` where it is none. */
export function fromBase64(encoded: string): string | null {
  const clean = encoded.replace(/=+$/u, '');
  if (/[^A-Za-z0-9+/]/u.test(clean)) {
    return null;
  }
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of clean) {
    bits = (bits << 6) | ALPHABET.indexOf(character);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
      bits &= (1 << count) - 1;
    }
  }
  return fromUtf8(bytes);
}

function toUtf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const given = character.codePointAt(0) ?? 0xfffd;
    const point = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
    if (point < 0x80) {
      bytes.push(point);
    } else if (point < 0x800) {
      bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    } else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    } else {
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63)
      );
    }
  }
  return bytes;
}

function fromUtf8(bytes: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < bytes.length;) {
    const first = bytes[index++];
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let rest = 0; rest < more && index < bytes.length; rest++) {
      point = (point << 6) | (bytes[index++] & 63);
    }
    parts.push(String.fromCodePoint(Math.min(point, 0x10ffff)));
  }
  return parts.join('');
}
