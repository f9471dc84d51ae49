import { valueInfo } from '../../src/onnx/value-info';
import { bytesField, integerField } from '../../src/onnx/wire';

/** An ONNX file that adds to its input a tensor of `length` numbers in another file. Field numbers: onnx.proto. */
export function graphWithData(location: string, as: 'initializer' | 'constant' = 'initializer', length = 4): Buffer {
  const entry = (key: string, value: string): Buffer =>
    bytesField(13, Buffer.concat([bytesField(1, key), bytesField(2, value)]));
  const tensor = Buffer.concat([
    integerField(1, length),
    integerField(2, 1),
    bytesField(8, 'w'),
    ...[entry('location', location), entry('offset', '0'), entry('length', String(4 * length))],
    integerField(14, 1),
  ]);
  const add = Buffer.concat([bytesField(1, 'a'), bytesField(1, 'w'), bytesField(2, 'y'), bytesField(4, 'Add')]);
  const attribute = Buffer.concat([bytesField(1, 'value'), bytesField(5, tensor), integerField(20, 4)]);
  const constant = Buffer.concat([bytesField(2, 'w'), bytesField(4, 'Constant'), bytesField(5, attribute)]);
  const graph = Buffer.concat([
    ...(as === 'constant' ? [bytesField(1, constant)] : []),
    bytesField(1, add),
    bytesField(2, 'graph'),
    ...(as === 'initializer' ? [bytesField(5, tensor)] : []),
    bytesField(11, valueInfo('a', 1, [length])),
    bytesField(12, valueInfo('y', 1, [length])),
  ]);
  const opset = Buffer.concat([bytesField(1, ''), integerField(2, 17)]);
  return Buffer.concat([integerField(1, 8), bytesField(7, graph), bytesField(8, opset)]);
}
