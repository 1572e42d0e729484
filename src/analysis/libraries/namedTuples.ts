/**
 * The classes that `namedtuple` and `make_dataclass` make: the names of their fields stand in the name of the class.
 */

/** The name of such a class, before its fields. */
export const NAMED_TUPLE = 'collections.namedtuple#class';

/** Where an instance of a class that derives from a named tuple keeps the names of its items. */
export const FIELD_NAMES = '#names';

/** The name of a class that `make_dataclass` makes, before its fields. */
export const MADE_DATA_CLASS = 'dataclasses.make_dataclass#class';

/** The names of the fields of a named tuple's class; `null` for other names. */
export function namedTupleFields(path: string): readonly string[] | null {
  return fieldsBehind(NAMED_TUPLE, path);
}

/** The names of the fields of a class that `make_dataclass` makes; `null` for other names. */
export function madeDataClassFields(path: string): readonly string[] | null {
  return fieldsBehind(MADE_DATA_CLASS, path);
}

function fieldsBehind(name: string, path: string): readonly string[] | null {
  const fields =
    path.startsWith(`${name}(`) && path.endsWith(')') ? path.slice(name.length + 1, -1) : null;
  return fields === null ? null : fields === '' ? [] : fields.split(',');
}
