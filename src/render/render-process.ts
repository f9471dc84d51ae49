// The process in which all renderers of Node-RED draw. A crash of native image code ends this process only.
import { answerCalls } from '../calls/answer';
import { processPort } from '../calls/ports';
import { endWithParent } from '../process/end-with-parent';
import type { RenderApi } from './render-api';
import { renderCalls } from './render-calls';

endWithParent();
answerCalls<RenderApi>(processPort(process), renderCalls);
