// Runs the tests with real inference servers.
const { runPythonTests } = require('./python-tests');

const servers = {
  // Triton's binary is part of this package. It needs the NumPy that its Python backend was built for.
  PYTHON_TRITON: {
    name: 'triton',
    packages: ['nvidia-pytriton', 'numpy<2', 'onnxruntime'],
    imports: 'pytriton, onnxruntime',
  },
  PYTHON_KSERVE: { name: 'kserve', packages: ['kserve', 'onnxruntime'], imports: 'kserve, onnxruntime' },
};

runPythonTests(servers, 'dist/test/servers/**/*.test.js');
