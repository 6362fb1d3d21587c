// The HTTP API of the server, as the panel uses it.

import { fetchTimings } from "../../player/src/api.js";

const POLL_MS = 1000;

export class Server {
  constructor(address, key) {
    this.address = address.replace(/\/+$/, "");
    this.headers = key ? { Authorization: `Bearer ${key}` } : {};
  }

  /** Sends the page as the reader sees it; the story is known by its address. */
  async send(page) {
    const response = await this.request("/v1/stories", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(page),
    });
    return response.json();
  }

  /** The story when its recording is finished. */
  async finish(id, signal) {
    for (;;) {
      const story = await (await this.request(`/v1/stories/${id}`, { signal })).json();
      if (story.status === "succeeded") return story;
      if (story.status === "failed") throw new Error(story.error ?? "The story could not be recorded.");
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }

  /** The word times, as the player has them. */
  async timings(id) {
    const file = URL.createObjectURL(await (await this.request(`/v1/stories/${id}/timings`)).blob());
    return fetchTimings(file).finally(() => URL.revokeObjectURL(file));
  }

  async audio(id) {
    return (await this.request(`/v1/stories/${id}/audio.mp3`)).blob();
  }

  async request(path, options = {}) {
    const headers = { ...this.headers, ...options.headers };
    const response = await fetch(this.address + path, { ...options, headers }).catch(() => null);
    if (!response) throw new Error(`${this.address} cannot be reached.`);
    if (response.ok) return response;
    const problem = await response.json().catch(() => null);
    throw new Error(problem?.detail ?? `${this.address} answered ${response.status}.`);
  }
}
