/** The inference servers for which a model repository can be written. */
export const serverKinds = ['triton', 'ovms', 'kserve'] as const;
export type ServerKind = (typeof serverKinds)[number];

/** A text file of a repository. */
export interface RepositoryFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** What a kind of server needs besides the graphs, which are `<name>/1/model.onnx` everywhere. */
export interface ServerLayout {
  /** @param names of the models, in the order of the command */
  files(names: readonly string[]): readonly RepositoryFile[];
  /** The command that serves the repository, to be run in its folder. */
  readonly command: string;
}

/**
 * `max_batch_size: 0`: otherwise Triton combines the requests of several images. It reads shapes and types from the graph.
 * `arena_extend_strategy` 1: the memory of the GPU grows by the size that is needed instead of the next power of two.
 */
const TRITON = `backend: "onnxruntime"
max_batch_size: 0
parameters { key: "arena_extend_strategy" value { string_value: "1" } }
`;

const tritonFiles = (names: readonly string[]): RepositoryFile[] =>
  names.map((name) => ({ path: `${name}/config.pbtxt`, content: TRITON }));

export const serverLayouts: Readonly<Record<ServerKind, ServerLayout>> = {
  triton: {
    files: tritonFiles,
    command:
      'docker run --rm --gpus all -p 8000:8000 -v "$PWD:/models" nvcr.io/nvidia/tritonserver:<version>-py3 ' +
      'tritonserver --model-repository=/models',
  },

  ovms: {
    files: (names) => {
      const models = names.map((name) => ({ config: { name, base_path: `/models/${name}` } }));
      return [{ path: 'config.json', content: `${JSON.stringify({ model_config_list: models }, null, 2)}\n` }];
    },
    command:
      'docker run --rm -p 8000:8000 -v "$PWD:/models" openvino/model_server:latest --config_path /models/config.json --rest_port 8000',
  },

  // KServe runs Triton for the model format "triton", which takes a repository of several models.
  kserve: {
    files: (names) => [...tritonFiles(names), { path: 'inference-service.yaml', content: INFERENCE_SERVICE }],
    command: 'kubectl apply -f inference-service.yaml',
  },
};

const INFERENCE_SERVICE = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: grounded-sam
spec:
  predictor:
    model:
      modelFormat:
        name: triton
      protocolVersion: v2
      # Copy this folder there: a volume, or a bucket such as s3://bucket/folder.
      storageUri: pvc://models/grounded-sam
      resources:
        limits:
          nvidia.com/gpu: "1"
`;
