import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../models/demo/scenes/random';

/** Seconds between two images of a camera, on average: from the fastest to the slowest camera. */
const [FASTEST, SLOWEST] = [0.1, 2];

/**
 * Sends images of cameras at random rates, each at its own, until `ms` have passed. Returns the number of turns that each had
 * until then, when all images have ended.
 * @param send sends an image. The promise is fulfilled when the image has ended: true if the node worked on it
 */
export async function runCameras(
  cameras: readonly string[],
  ms: number,
  random: Random,
  send: (camera: string) => Promise<boolean>,
): Promise<ReadonlyMap<string, number>> {
  const turns = new Map(cameras.map((camera) => [camera, 0]));
  const open = new Set<Promise<void>>();
  const until = performance.now() + ms;
  const isOver = (): boolean => performance.now() >= until;

  async function sendOne(camera: string): Promise<void> {
    const isTurn = await send(camera);
    if (isTurn && !isOver()) turns.set(camera, turns.get(camera)! + 1);
  }

  async function run(camera: string): Promise<void> {
    const seconds = random.uniform(FASTEST, SLOWEST);
    while (!isOver()) {
      const sending: Promise<void> = sendOne(camera).finally(() => open.delete(sending));
      open.add(sending);
      await sleep(Math.min(random.uniform(0.2, 1.8) * seconds * 1000, until - performance.now()));
    }
  }

  await Promise.all(cameras.map(run));
  await Promise.all(open);
  return turns;
}

/** By how many turns cameras differ that always had an image waiting. */
export const differenceOf = (turns: ReadonlyMap<string, number>): number =>
  Math.max(...turns.values()) - Math.min(...turns.values());
