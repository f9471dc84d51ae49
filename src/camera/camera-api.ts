/** A stream that ffmpeg reads. */
export interface FfmpegStreamSettings {
  /** With the login. */
  readonly url: string;
  /** As errors show it. */
  readonly host: string;
  readonly hasLogin: boolean;
  /** Milliseconds between images. */
  readonly intervalMs: number;
  readonly keyFramesOnly: boolean;
}

/** The calls that the camera process answers. Each stream has an id that its caller draws. */
export interface CameraApi {
  /**
   * Returns the newest JPEG image that was not returned yet, or waits for one. The first call of an id starts its ffmpeg.
   * `null`: the stream ended, after images. Fails with `CAMERA_FAILED`, `CAMERA_LOGIN`.
   */
  nextImage(params: { readonly id: string; readonly stream: FfmpegStreamSettings }): Uint8Array | null;
  /** Ends the ffmpeg of an id. Answers after it ended. */
  stop(params: { readonly id: string }): void;
}
