/** People who never were: born 1880–1899, numbers valid by GB 11643-1999. Every number is made once in a run. */
export interface Person {
  name: string;
  document: string;
  phone: string;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** GB 11643-1999, clause 4: the check character of the first seventeen. */
export function withCheckDigit(first: string): string {
  const sum = [...first].reduce((total, digit, at) => total + Number(digit) * (WEIGHTS[at] ?? 0), 0);
  return `${first}${CHECKS[sum % 11]}`;
}

let made = 0;

/** A new person. The seventeenth digit is odd for men, even for women. */
function person(sex: 'male' | 'female', name: string): Person {
  made += 1;
  const year = 1880 + (process.pid % 20);
  const month = String(1 + (made % 12)).padStart(2, '0');
  const day = String(1 + (Math.floor(made / 12) % 28)).padStart(2, '0');
  const order = String(2 * (Math.floor(made / 336) % 450) + (sex === 'male' ? 1 : 0)).padStart(3, '0');
  return {
    name,
    document: withCheckDigit(`110102${year}${month}${day}${order}`),
    phone: `1380013${String(made % 10_000).padStart(4, '0')}`,
  };
}

export type Couple = [Person, Person];

/** Two people who may marry. */
export function couple(): Couple {
  return [person('male', '样例甲'), person('female', '样例乙')];
}

/** The same number with its check character wrong. */
export function mistyped(document: string): string {
  const last = document.at(-1);
  return `${document.slice(0, -1)}${last === '5' ? '6' : '5'}`;
}

/** As pages show it: 110102********0011. */
export function masked(document: string): string {
  return `${document.slice(0, 6)}********${document.slice(-4)}`;
}
