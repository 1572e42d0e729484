/**
 * The classes that `namedtuple` makes: the names of their fields stand in the name of the class.
 */

/** The name of such a class, before its fields. */
export const NAMED_TUPLE = 'collections.namedtuple#class';

/** Where an instance of a class that derives from a named tuple keeps the names of its items. */
export const FIELD_NAMES = '#names';

/** The names of the fields of a named tuple's class; `null` for other names. */
export function namedTupleFields(path: string): readonly string[] | null {
  const fields =
    path.startsWith(`${NAMED_TUPLE}(`) && path.endsWith(')')
      ? path.slice(NAMED_TUPLE.length + 1, -1)
      : null;
  return fields === null ? null : fields === '' ? [] : fields.split(',');
}
