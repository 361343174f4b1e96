// Which questions of a form are asked, after what was answered before: the rule of app/domain/src/form/when.rs.

const YES = new Set(['yes', 'true', 'on', '1']);

/** The values of a question beside `prefix`; of `family_members.health` those of every row. */
function valuesAt(typed, prefix, field) {
  const [group, column] = field.split('.', 2);
  const row = `${prefix}${group}.`;
  const isOf = (input) =>
    input === prefix + field || (column !== undefined && input.startsWith(row) && /^\d+$/.test(input.slice(row.length, -column.length - 1)) && input.endsWith(`.${column}`));
  return Object.entries(typed).flatMap(([input, values]) => (isOf(input) ? values : []));
}

/** Whether a condition holds; `typed` are lists of values by the names of their inputs. An age is only known by the server. */
export function holds({ field, test }, prefix, typed) {
  const given = valuesAt(typed, prefix, field).map((value) => value.trim()).filter(Boolean);
  if (test === 'yes') return given.some((value) => YES.has(value));
  if (test === 'filled') return given.length > 0;
  if (test === 'empty') return given.length === 0;
  if (test.is) return given.some((value) => test.is.includes(value));
  if (test.is_not) return given.length > 0 && given.every((value) => !test.is_not.includes(value));
  return false;
}
