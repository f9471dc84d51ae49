import { type Bbox, type Detection, type ImageSize, labelKey } from '../../contract';
import { boundsOf } from '../../geometry/areas';
import { boxIos, boxIou } from '../../geometry/box';
import { suppress } from '../../geometry/nms';
import { CUT } from './look';
import type { Candidate } from './read-candidates';
import { byScore, type Selection, selected, withoutOutscored } from './select-detections';

/** The candidates of all passes over one part of an image. */
export interface LookedAt {
  /** In whole pixels of the image. */
  readonly area: Bbox;
  /** Boxes in pixels of the part. */
  readonly passes: readonly (readonly Candidate[])[];
}

/** A candidate, with its box in pixels of the image. */
interface Sight extends Candidate {
  /** The looks that saw it, by index: several for a box that was put together. */
  readonly looks: readonly number[];
  /** Whether it touches a border of its part that is inside the image: the object may continue there. */
  readonly isCut: boolean;
}

/** Boxes of one object share at least this much of the smaller one (IoS), as in SAHI. */
const SAME_OBJECT = 0.5;

/**
 * Merges the candidates of parts of an image. Of complete boxes of one object the best stays. A cut box is removed if a
 * complete one shows the object, else cut boxes of one object become the box around them. Afterwards duplicates, decoys and
 * the worst detections are removed, as in a complete image.
 * @param isWanted whether a box, in pixels of the image, is in the region
 */
export function mergeLooks(
  looks: readonly LookedAt[],
  image: ImageSize,
  selection: Selection,
  isWanted: (bbox: Bbox) => boolean = () => true,
): Detection[] {
  const passes = looks.flatMap((look, index) =>
    look.passes.map((pass) => pass.map((candidate) => sightOf(candidate, look.area, index, image))),
  );
  const sights = withoutOutscored(passes, isOfDecoy).filter(({ bbox }) => isWanted(bbox));
  const { nms, nmsIou } = selection;
  const sorted = looks
    .flatMap((_, index) => suppress(sights.filter((sight) => sight.looks[0] === index).sort(byScore), nms, nmsIou))
    .sort(byScore);
  const complete: Sight[] = [];
  for (const sight of sorted) if (!sight.isCut && !shows(complete, sight)) complete.push(sight);
  const cut = sorted.filter((sight) => sight.isCut && !shows(complete, sight)).reduce<Sight[]>(withUnited, []);
  const merged = [...complete, ...cut].sort(byScore).map(({ looks: _, isCut, ...candidate }) => candidate);
  return selected(merged, selection);
}

function sightOf(candidate: Candidate, [left, top, width, height]: Bbox, look: number, image: ImageSize): Sight {
  const [x, y, w, h] = candidate.bbox;
  const isCut =
    (left > 0 && x <= CUT) ||
    (top > 0 && y <= CUT) ||
    (left + width < image.width && x + w >= width - CUT) ||
    (top + height < image.height && y + h >= height - CUT);
  return { ...candidate, bbox: [left + x, top + y, w, h], looks: [look], isCut };
}

/** Whether two boxes are of one object. Those of one look were compared before. */
const isSameObject = (a: Sight, b: Sight): boolean =>
  labelKey(a.label) === labelKey(b.label) &&
  !a.looks.some((look) => b.looks.includes(look)) &&
  boxIos(a.bbox, b.bbox) >= SAME_OBJECT;

/** Whether a decoy of another pass is the candidate. A complete object in front of it is not. */
const isOfDecoy = (decoy: Sight, { bbox, isCut }: Sight): boolean =>
  (isCut || decoy.isCut ? boxIos(decoy.bbox, bbox) : boxIou(decoy.bbox, bbox)) >= SAME_OBJECT;

const shows = (sights: readonly Sight[], one: Sight): boolean => sights.some((sight) => isSameObject(sight, one));

/** Adds a cut box to others, united with those that show the same object. */
function withUnited(others: readonly Sight[], cut: Sight): Sight[] {
  const same = others.find((other) => isSameObject(other, cut));
  if (!same) return [...others, cut];
  const best = same.score >= cut.score ? same : cut;
  const both = { ...best, bbox: boundsOf([same.bbox, cut.bbox]), looks: [...same.looks, ...cut.looks] };
  return withUnited(
    others.filter((other) => other !== same),
    both,
  );
}
