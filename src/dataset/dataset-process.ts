// The process that writes all datasets of Node-RED. A crash of native image code ends this process only.
import { answerParent } from '../process/image-process';
import { datasetCalls } from './dataset-calls';

answerParent(datasetCalls);
