// Runs the tests in which the tools of others read datasets.
const { runPythonTests } = require('./python-tests');

const environments = {
  PYTHON_DATASETS: {
    name: 'datasets',
    packages: ['label-studio-sdk', 'datumaro', 'pycocotools', 'pillow', 'supervision', 'cvat-sdk', 'datasets'],
    imports: 'label_studio_sdk, datumaro, pycocotools, PIL, supervision, cvat_sdk, datasets',
  },
  // These two are large, and need other versions of OpenCV.
  PYTHON_ULTRALYTICS: { name: 'ultralytics', packages: ['ultralytics'], imports: 'ultralytics' },
  PYTHON_FIFTYONE: { name: 'fiftyone', packages: ['fiftyone', 'pycocotools'], imports: 'fiftyone, pycocotools' },
};

runPythonTests(environments, 'dist/test/datasets/**/*.test.js');
