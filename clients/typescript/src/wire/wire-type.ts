/** How a value is written, as the lower three bits of its tag state. Source: https://protobuf.dev/programming-guides/encoding/#structure */
export const WireType = { varint: 0, bit64: 1, lengthDelimited: 2, startGroup: 3, endGroup: 4, bit32: 5 } as const;

export type WireType = (typeof WireType)[keyof typeof WireType];
