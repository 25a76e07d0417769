/** The whole text of an input or output, fetched in pieces of a million characters. */
import type { Payload, PayloadPiece } from "./queries";

const PIECE = 1_000_000;

export async function fetchWhole(
  read: (piece: PayloadPiece) => Promise<Payload>,
  observationId: string,
  side: "input" | "output",
  onProgress: (share: number) => void,
): Promise<string> {
  let text = "";
  let start = 0;
  for (;;) {
    const piece = await read({ observationId, side, start, length: PIECE });
    text += piece.text;
    // The server counts characters, JavaScript counts UTF-16 units.
    for (const _ of piece.text) start += 1;
    onProgress(piece.total === 0 ? 1 : Math.min(1, start / piece.total));
    if (start >= piece.total || piece.text === "") return text;
  }
}
