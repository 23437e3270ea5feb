import { find } from './dom.ts';

/** Tells the user what went wrong. */
export function tell(cause: unknown): void {
  const problem = find('problem', HTMLParagraphElement);
  problem.textContent = `Sorry: ${cause instanceof Error ? cause.message : String(cause)}`;
  problem.hidden = false;
}
