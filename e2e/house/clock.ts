/**
 * The day the journeys happen on, whatever the machine's clock says: a Tuesday of a year whose holidays are in the data,
 * with two weeks of ordinary days before it to book.
 */
export const TODAY = '2026-11-24';
export const TOMORROW = '2026-11-25';
/** Thursday. */
export const DAY_AFTER = '2026-11-26';
/** Friday, when the outdoor site opens in the afternoon. */
export const FRIDAY = '2026-11-27';

/** A moment in Beijing: `2026-11-24 10:00`. */
export type Moment = `${string} ${string}`;

export const START: Moment = `${TODAY} 10:00`;

/** What moves the machine's clock to `at`, in whole minutes: never before it, less than a minute after. */
export function offsetMinutes(at: Moment): number {
  const [date, time] = at.split(' ');
  return Math.ceil((Date.parse(`${date}T${time}:00+08:00`) - Date.now()) / 60_000);
}
