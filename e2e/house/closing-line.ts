import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** The run's last line, after every other reporter's: «N passed, N failed». */
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

  onEnd(result: FullResult): void {
    this.#status = result.status;
  }

  async onExit(): Promise<void> {
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const passed = outcomes.filter((outcome) => outcome === 'expected' || outcome === 'flaky').length;
    let failed = outcomes.filter((outcome) => outcome === 'unexpected').length + this.#broken;
    if (failed === 0 && this.#status !== 'passed') failed = 1;
    console.log(`${passed} passed, ${failed} failed`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
