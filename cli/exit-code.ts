/** An outcome that is no failure and still has an exit code of its own. */
export class ExitCode extends Error {
  constructor(readonly code: number) {
    super(`exit code ${code}`);
  }
}
