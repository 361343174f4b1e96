import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** So many may pass at their second walk only. */
const MOST_AT_SECOND_WALK = 2;

/** The run's last lines, after every other reporter's: what passed at its second walk only, and «N passed, N failed». */
export default class ClosingLine implements Reporter {
  #suite: Suite | undefined;
  #status: FullResult['status'] = 'passed';
  #broken = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  /** What goes wrong outside a test: a file that cannot be read, a worker that dies. */
  onError(): void {
    this.#broken += 1;
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    this.#status = this.#second().length > MOST_AT_SECOND_WALK ? 'failed' : result.status;
    return { status: this.#status };
  }

  #second(): string[] {
    const tests = this.#suite?.allTests() ?? [];
    return tests.filter((test) => test.outcome() === 'flaky').map((test) => test.titlePath().filter(Boolean).join(' › '));
  }

  async onExit(): Promise<void> {
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const passed = outcomes.filter((outcome) => outcome === 'expected' || outcome === 'flaky').length;
    let failed = outcomes.filter((outcome) => outcome === 'unexpected').length + this.#broken;
    if (failed === 0 && this.#status !== 'passed') failed = 1;
    for (const title of this.#second()) console.log(`passed at its second walk only: ${title}`);
    console.log(`${passed} passed, ${failed} failed`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
