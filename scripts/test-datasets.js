// Runs the tests in which the tools of others read datasets.
const { runPythonTests } = require('./python-tests');

const tools = {
  PYTHON_DATASETS: {
    name: 'datasets',
    packages: ['label-studio-sdk', 'datumaro', 'pycocotools', 'pillow'],
    imports: 'label_studio_sdk, datumaro, pycocotools, PIL',
  },
};

runPythonTests(tools, 'dist/test/datasets/**/*.test.js');
