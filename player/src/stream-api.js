// The server's HTTP API for a story that is being recorded.

/** @import { NewSegment } from "./live-stream.js" */

/**
 * A URL below that of the story, which may have a token in its query.
 * @param {string} address
 * @param {string} path
 * @param {string} [more] of the query
 */
function below(address, path, more = "") {
  const [story, token = ""] = address.split("?");
  const query = [more, token].filter(Boolean).join("&");
  return `${story}/${path}${query && "?"}${query}`;
}

/**
 * The audio from a word to the last segment that is recorded.
 * @param {string} address of the story
 * @param {number} word
 */
export function streamUrl(address, word) {
  return below(address, "stream", `start_word=${word}`);
}

/** @param {Response} response to a request for the stream */
export function readStreamStart({ headers }) {
  return { segment: Number(headers.get("Earshot-Segment")), offset: Number(headers.get("Earshot-Offset")) };
}

/**
 * Reports new segments of a story as they are recorded, and the end of the recording.
 * @param {string} address of the story
 * @param {(segments: NewSegment[]) => void} segmentsReady
 * @param {(status: string, error: string) => void} ended
 */
export function watchRecording(address, segmentsReady, ended) {
  const source = new EventSource(below(address, "events"));
  source.addEventListener("segments", ({ data }) => segmentsReady(JSON.parse(data).segments));
  source.addEventListener("status", ({ data }) => {
    const { status, error } = JSON.parse(data);
    if (!["succeeded", "failed", "deleted"].includes(status)) return;
    source.close();
    ended(status, error);
  });
  return source;
}
