// The process that starts one ffmpeg for each RTSP stream, and ends them with Node-RED, also if that is killed.
import { answerCalls } from '../calls/answer';
import { processPort } from '../calls/ports';
import { endWithParent } from '../process/end-with-parent';
import type { CameraApi } from './camera-api';
import { cameraCalls } from './camera-calls';
import { killAll } from './ffmpeg-stream';

endWithParent(killAll);
process.on('exit', killAll);

answerCalls<CameraApi>(processPort(process), cameraCalls);
