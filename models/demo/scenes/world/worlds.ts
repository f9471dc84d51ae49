import type { Random } from '../random';
import type { Actor, Leg, WorldBox } from './actor';
import { type WayBuilder, wayFrom } from './way';

/** What a camera would see: actors, and things in front of them. */
export interface World {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly actors: readonly Actor[];
  /** Things that never move. They hide the actors whose bottom edge is above theirs. */
  readonly occluders: readonly WorldBox[];
}

export const worldKinds = ['door', 'street', 'pets', 'crowd'] as const;
export type WorldKind = (typeof worldKinds)[number];

/** Pixels, of all worlds. */
export const worldSize = { width: 1920, height: 1080 } as const;
const { width: WIDTH, height: HEIGHT } = worldSize;

/** Builds the actors of a world for a time from 0 to `seconds`. */
export function makeWorld(kind: WorldKind, seconds: number, random: Random): World {
  const actors: Actor[] = [];
  const add = (species: Species, legs: readonly Leg[]): void => {
    actors.push({ ...species, id: actors.length + 1, phase: random.uniform(0, 6), way: legs });
  };
  return { ...worldSize, occluders: build[kind]({ seconds, random, add }), actors };
}

interface Stage {
  readonly seconds: number;
  readonly random: Random;
  readonly add: (species: Species, legs: readonly Leg[]) => void;
}

type Species = Pick<Actor, 'label' | 'confusedWith' | 'aspect' | 'height' | 'gait'>;

const build: Readonly<Record<WorldKind, (stage: Stage) => WorldBox[]>> = {
  door: doorWorld,
  street: streetWorld,
  pets: petsWorld,
  crowd: crowdWorld,
};

const person = (height: number, random: Random): Species => ({
  ...{ label: 'person', confusedWith: 'dog', aspect: random.uniform(0.37, 0.43), gait: 0.12 },
  height: height * random.uniform(0.88, 1.12),
});

const sizeOf = ({ height, aspect }: Species): number => height * Math.sqrt(aspect);

const start = (species: Species, place: readonly [number, number], time: number, random: Random): WayBuilder =>
  wayFrom(place, time, sizeOf(species), HEIGHT, random);

/** Places outside the image, where people come from and go to. */
function outside(random: Random): [number, number] {
  const y = random.uniform(650, 1050);
  return random.pick([
    [-130, y],
    [WIDTH + 130, y],
    [random.uniform(200, 1700), HEIGHT + 420],
  ] as [number, number][]);
}

/** People come one by one or in pairs, wait at a door, and leave. Some stop on their way, and some come back later. */
function doorWorld({ seconds, random, add }: Stage): WorldBox[] {
  const door = [random.uniform(800, 1200), random.uniform(560, 640)] as const;
  for (let time = random.uniform(0, 5); time < seconds; time += random.uniform(3, 18)) {
    const group = random.chance(0.4) ? 2 : 1;
    const from = outside(random);
    const waits = random.uniform(2, 16);
    for (let member = 0; member < group; member++) {
      const species = person(420, random);
      const begin = time + member * random.uniform(0.3, 1.2);
      const way = start(species, [from[0] + 40 * member, from[1] + 30 * member], begin, random);
      if (random.chance(0.25))
        way.to([random.uniform(400, 1500), random.uniform(700, 950)], 1).stop(random.uniform(1, 6));
      way.to([door[0] + 130 * (member - 0.5) + 30 * random.normal(), door[1] + 25 * random.normal()], 1.05);
      way.stop(waits).to(outside(random), 1.05);
      add(species, way.legs);
    }
  }
  return [
    [door[0] + 250, door[1] - 100, 260, 380],
    [door[0] - 420, 0, 90, 1040],
  ];
}

/** Cars are parked, cars pass in two lanes, people walk on the pavement between. */
function streetWorld({ seconds, random, add }: Stage): WorldBox[] {
  const car = (): Species => ({
    ...{ label: 'car', confusedWith: 'van', aspect: random.uniform(1.85, 2.15), gait: 0 },
    height: 190 * random.uniform(0.9, 1.1),
  });
  for (let slot = 0; slot < 4; slot++) {
    const species = car();
    const way = start(species, [250 + slot * 430 + 40 * random.normal(), 560], 0, random);
    const leaves = random.chance(0.3);
    way.stop(leaves ? random.uniform(20, seconds) : seconds + 1);
    if (leaves) way.to([way.place[0] + 150, 640], 0.8).to([WIDTH + 400, 700], 2.2);
    add(species, way.legs);
  }
  for (let time = random.uniform(0, 4); time < seconds; time += random.uniform(2, 10)) {
    const isRight = random.chance(0.5);
    const y = (isRight ? 980 : 820) + 15 * random.normal();
    const species = car();
    const way = start(species, [isRight ? -250 : WIDTH + 250, y], time, random);
    const speed = random.uniform(1.6, 2.8);
    if (random.chance(0.15)) way.to([random.uniform(500, 1400), y], speed).stop(random.uniform(1, 5));
    add(species, way.to([isRight ? WIDTH + 250 : -250, y], speed).legs);
  }
  for (let time = random.uniform(0, 6); time < seconds; time += random.uniform(6, 20)) {
    const isRight = random.chance(0.5);
    const species = person(270, random);
    const way = start(species, [isRight ? -60 : WIDTH + 60, random.uniform(640, 720)], time, random);
    add(species, way.to([isRight ? WIDTH + 60 : -60, random.uniform(640, 720)], random.uniform(1, 1.6)).legs);
  }
  return [[random.uniform(500, 1400), 0, 60, 1040]];
}

/** Two cats and two dogs run, stop and lie in a room, and now and then leave it. */
function petsWorld({ seconds, random, add }: Stage): WorldBox[] {
  const place = (): [number, number] => [random.uniform(100, 1820), random.uniform(420, 1050)];
  for (let animal = 0; animal < 4; animal++) {
    const isCat = animal < 2;
    const species: Species = {
      ...{ label: isCat ? 'cat' : 'dog', confusedWith: isCat ? 'dog' : 'cat', gait: 0.08 },
      ...{ aspect: random.uniform(1.4, 1.65), height: (isCat ? 105 : 130) * random.uniform(0.9, 1.1) },
    };
    let way = start(species, place(), 0, random);
    while (way.time < seconds) {
      way.stop(random.chance(0.25) ? random.uniform(5, 15) : random.uniform(0.5, 4));
      way.to(place(), random.uniform(1.1, 2.6));
      if (!random.chance(0.1)) continue;
      add(species, way.to([random.chance(0.5) ? -150 : WIDTH + 150, way.place[1]], 2).legs);
      way = start(species, outside(random), way.time + random.uniform(2, 15), random).to(place(), 2);
    }
    add(species, way.legs);
  }
  return [[random.uniform(300, 1300), 600, 330, 190]];
}

/** Fourteen people walk across each other and stand about, so near that they hide each other most of the time. */
function crowdWorld({ seconds, random, add }: Stage): WorldBox[] {
  const place = (): [number, number] => [random.uniform(80, 1840), random.uniform(620, 1050)];
  for (let count = 0; count < 14; count++) {
    const species = person(440, random);
    const way = start(species, place(), 0, random);
    while (way.time < seconds) {
      way.to(place(), random.uniform(0.8, 1.3));
      if (random.chance(0.35)) way.stop(random.uniform(1, 8));
    }
    add(species, way.legs);
  }
  return [];
}
