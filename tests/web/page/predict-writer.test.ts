/** Writing token by token: what is drawn from, what stops it, and that nothing is drawn twice. */
import { describe, expect, it } from "vitest";
import type { ModelRun } from "../../../web/engine/model-types.ts";
import { Writer, type Scene } from "../../../web/page/model/predict/writer.ts";

/** A scene whose n-th token is n; `end` ends the text, `room` is all there is room for. */
function madeScene({ end = Infinity, room = Infinity } = {}) {
  const taken: number[] = [];
  const said: unknown[] = [];
  const scene: Scene & { taken: number[]; said: unknown[]; onTake: () => void; failsAt: number } = {
    taken,
    said,
    onTake: () => undefined,
    failsAt: Infinity,
    settled: () => Promise.resolve({ nCut: taken.length } as ModelRun),
    draw: (run) => {
      if (taken.length === scene.failsAt) return Promise.reject(new Error("no more"));
      expect(run.nCut).toBe(taken.length);
      return Promise.resolve(taken.length < room ? taken.length : null);
    },
    take: (id) => {
      taken.push(id);
      scene.onTake();
    },
    drawAll: async (_run, onToken, signal) => {
      for (let id = taken.length; id < Math.min(room, end + 1); id++) {
        await Promise.resolve();
        signal.throwIfAborted();
        onToken({ id, text: `${id} `, index: id });
      }
    },
    takeAll: (run, ids) => {
      expect(run.nCut).toBe(taken.length);
      taken.push(...ids);
    },
    ended: () => taken.length > 0 && taken.at(-1) === end,
    pause: (signal) => Promise.resolve(signal.throwIfAborted()),
    changed: () => undefined,
    failed: (error) => said.push(error),
  };
  return scene;
}

describe("a writer", () => {
  it("takes one token at a step", async () => {
    const scene = madeScene();
    const writer = new Writer(scene);
    await writer.step();
    expect(scene.taken).toEqual([0]);
    expect(writer.busy).toBe(false);
  });

  it("plays until the text ends, and goes on by a step", async () => {
    const scene = madeScene({ end: 4 });
    const writer = new Writer(scene);
    await writer.play();
    expect(scene.taken).toEqual([0, 1, 2, 3, 4]);
    expect(writer.stopped).toBe("ended");
    await writer.step();
    expect(scene.taken).toHaveLength(6);
    expect(writer.stopped).toBeNull();
  });

  it("says that the model takes no more", async () => {
    const scene = madeScene({ room: 2 });
    const writer = new Writer(scene);
    await writer.play();
    expect(scene.taken).toEqual([0, 1]);
    expect(writer.stopped).toBe("full");
  });

  it("stops between two tokens, and does not begin twice", async () => {
    const scene = madeScene();
    const writer = new Writer(scene);
    scene.onTake = () => {
      if (scene.taken.length === 3) writer.stop();
    };
    const playing = writer.play();
    expect(writer.playing).toBe(true);
    void writer.play();
    void writer.step();
    await playing;
    expect(scene.taken).toEqual([0, 1, 2]);
    expect([writer.playing, scene.said]).toEqual([false, []]);
  });

  it("takes nothing that was drawn before it was stopped", async () => {
    const scene = madeScene();
    const writer = new Writer(scene);
    scene.draw = () => {
      writer.stop();
      return Promise.resolve(0);
    };
    await writer.play();
    expect(scene.taken).toEqual([]);
  });

  it("writes all at once, and shows what it has before that is taken", async () => {
    const scene = madeScene({ end: 3 });
    const writer = new Writer(scene);
    const shown: string[] = [];
    scene.changed = () => shown.push(writer.written);
    await writer.writeAll();
    expect(scene.taken).toEqual([0, 1, 2, 3]);
    expect(shown).toEqual(["", "0 ", "0 1 ", "0 1 2 ", "0 1 2 3 ", ""]);
    await writer.writeAll();
    expect([scene.taken.length, writer.stopped]).toEqual([4, "ended"]);
  });

  it("keeps what was written when it is stopped", async () => {
    const scene = madeScene({ end: 9 });
    const writer = new Writer(scene);
    scene.changed = () => {
      if (writer.written === "0 1 2 " && writer.writing) writer.stop();
    };
    const writing = writer.writeAll();
    expect([writer.writing, writer.playing]).toEqual([true, false]);
    await writing;
    expect([scene.taken, scene.said]).toEqual([[0, 1, 2], []]);
  });

  it("says that there is no room to write in", async () => {
    const writer = new Writer(madeScene({ room: 0 }));
    await writer.writeAll();
    expect(writer.stopped).toBe("full");
  });

  it("says what failed, and can begin again", async () => {
    const scene = madeScene();
    scene.failsAt = 1;
    const writer = new Writer(scene);
    await writer.play();
    expect(scene.said).toEqual([new Error("no more")]);
    scene.failsAt = Infinity;
    await writer.step();
    expect(scene.taken).toEqual([0, 1]);
  });
});
