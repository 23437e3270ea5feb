/** The part of an answer that the client needs: that of any `fetch`. */
export interface FetchResponse {
  readonly status: number;
  /** Where redirects have led; absent where the runtime does not say. */
  readonly url?: string;
  readonly headers: { get(name: string): string | null };
  /** Absent where the runtime hands over whole answers only. */
  readonly body?: FetchBody | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of a `ReadableStream` that the client needs. */
export interface FetchBody {
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> };
  cancel(): Promise<void>;
}

/** A `fetch`, as the standard has it: its options are those of each runtime. */
export type FetchFunction = (url: string, options: any) => Promise<FetchResponse>;

/** Whether the runtime's own `fetch` hands over an answer while it arrives; that of React Native does not. */
export function fetchStreams(): boolean {
  return typeof Response !== 'undefined' && 'body' in Response.prototype;
}

/** Throws the signal's reason, if it was aborted; React Native's signals have no function for this. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw signal.reason;
  }
}
