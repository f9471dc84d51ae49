// The process in which all renderers of Node-RED draw. A crash of native image code ends this process only.
import { answerParent } from '../process/image-process';
import { renderCalls } from './render-calls';

answerParent(renderCalls);
