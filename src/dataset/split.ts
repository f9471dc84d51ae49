import { type DatasetSettings, type DatasetSplit, datasetSplits } from './settings';

/**
 * The split of an image. It is the same in every dataset with the same shares.
 * @param hash hexadecimal, evenly distributed
 */
export function splitOf(hash: string, shares: DatasetSettings['split']): DatasetSplit {
  const total = datasetSplits.reduce((sum, part) => sum + shares[part], 0);
  let rest = (Number.parseInt(hash.slice(0, 12), 16) / 2 ** 48) * total;
  const chosen = datasetSplits.find((part) => {
    rest -= shares[part];
    return rest < 0;
  });
  return chosen ?? datasetSplits.findLast((part) => shares[part] > 0)!;
}
