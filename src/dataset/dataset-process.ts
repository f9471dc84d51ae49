// The process that writes all datasets of Node-RED. A crash of native image code ends this process only.
import { answerCalls } from '../calls/answer';
import { processPort } from '../calls/ports';
import { endWithParent } from '../process/end-with-parent';
import type { DatasetApi } from './dataset-api';
import { datasetCalls } from './dataset-calls';

endWithParent();
answerCalls<DatasetApi>(processPort(process), datasetCalls);
