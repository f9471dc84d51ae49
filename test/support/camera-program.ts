// A program that watches the RTSP camera of its argument. It reports each image, and ends only if it is killed.
import { openCamera } from '../../src';
import { cameraSettings, listener } from './camera-settings';

void openCamera(cameraSettings(process.argv[2]!)).watch(
  listener({ onImage: () => process.send?.('image') }),
  new AbortController().signal,
);
