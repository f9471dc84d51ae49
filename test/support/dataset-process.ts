// A process that adds the drawn scenes to a dataset. Resumes after an earlier one, and sends the index of each added scene.
import { type DatasetFormat, openDataset } from '../../src';
import { addScene } from './datasets';
import { sceneCount } from './scenes';

async function main(folder: string, format: DatasetFormat): Promise<void> {
  const dataset = await openDataset(folder, { format });
  for (let index = 0; index < sceneCount; index++) {
    if (await addScene(dataset, index)) process.send?.(index);
  }
  await dataset.close();
}

main(process.argv[2]!, process.argv[3] as DatasetFormat).then(
  () => process.disconnect(),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
