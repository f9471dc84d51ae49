// Runs the tests with real inference servers, and packs models for them.
const { runPythonTests } = require('./python-tests');

const environments = {
  // Triton's binary is part of this package. It needs the NumPy that its Python backend was built for.
  PYTHON_TRITON: {
    name: 'triton',
    packages: ['nvidia-pytriton', 'numpy<2', 'onnxruntime'],
    imports: 'pytriton, onnxruntime',
  },
  PYTHON_KSERVE: { name: 'kserve', packages: ['kserve', 'onnxruntime'], imports: 'kserve, onnxruntime' },
  // For tools/export.
  PYTHON_EXPORT: { name: 'export', packages: ['onnx', 'onnxruntime'], imports: 'onnx, onnxruntime' },
};

runPythonTests(environments, 'dist/test/servers/**/*.test.js');
