import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The first group of the first line that matches, of what a process prints. Rejects with all that it printed if it ends before. */
export function lineOf(process: ChildProcess, pattern: RegExp): Promise<string> {
  const printed: string[] = [];
  return new Promise((settle, fail) => {
    for (const stream of [process.stdout, process.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on('line', (line) => {
          printed.push(line);
          const found = pattern.exec(line)?.[1];
          if (found !== undefined) {
            settle(found);
          }
        });
      }
    }
    process.once('error', fail);
    process.once('exit', () => fail(new Error(`it ended:\n${printed.join('\n')}`)));
  });
}
