namespace groundedSam {
  interface OpenModel {
    readonly model: string;
    readonly task: string;
    readonly dtype: string;
    readonly device: string;
    readonly server?: string;
    readonly check?: { readonly state: string; readonly reason?: string };
  }

  export interface EngineRow {
    /** Of the vision-engine; empty for the default engine. */
    readonly id: string;
    readonly device: string;
    readonly process?: {
      readonly pid: number;
      readonly calls: number;
      readonly memoryMb: number;
      readonly models: readonly OpenModel[];
    };
    readonly problem?: string;
  }

  export interface LaneRow {
    readonly lane: string;
    readonly perSecond: number;
    readonly age: number;
    readonly waiting: number;
    readonly dropped: number;
    readonly ms?: Readonly<Record<string, number>>;
  }

  export interface NodeRow {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly lanes: readonly LaneRow[];
  }

  export interface ErrorRow {
    readonly time: number;
    readonly count: number;
    readonly node: Pick<NodeRow, 'id' | 'type' | 'name'>;
    readonly code: string;
    readonly message: string;
  }

  export interface DownloadRow {
    readonly id: number;
    readonly model: string;
    readonly dtype: string;
    readonly state: 'downloading' | 'failed';
    readonly percent?: number;
    readonly size?: string;
    readonly message?: string;
  }

  export interface CachedModelRow {
    readonly model: string;
    readonly dtypes: readonly string[];
    readonly size: string;
  }

  /** The response of `grounded-sam/activity`. */
  export interface ActivityResponse {
    readonly engines: readonly EngineRow[];
    readonly nodes: readonly NodeRow[];
    readonly errors: readonly ErrorRow[];
    readonly downloads: readonly DownloadRow[];
  }

  export const sidebarText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:sidebar.${key}`, values);

  /** `850 ms`, `13.7 s` */
  export const shortTime = (ms: number): string =>
    ms < 1000
      ? `${Math.round(ms)} ms`
      : ms < 600_000
        ? `${(ms / 1000).toFixed(1)} s`
        : `${Math.round(ms / 60_000)} min`;

  /** What a button of the sidebar does. */
  export interface ButtonAction {
    /** Of Font Awesome: `trash`. */
    readonly icon: string;
    /** Key of its label. */
    readonly label: string;
    /** Below `grounded-sam`. */
    readonly path: string;
    readonly body: () => object;
    /** Asked before the request is sent. */
    readonly question?: () => string;
    readonly onDone?: () => void;
  }

  /** A button that sends a request, and shows why it failed. */
  export function requestButton({ icon, label, path, body, question, onDone }: ButtonAction): JQuery {
    const text = sidebarText(label);
    const button = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr({ title: text, 'aria-label': text })
      .append($('<i>').addClass(`fa fa-${icon}`))
      .prop('disabled', !RED.user.hasPermission('grounded-sam.write'));
    async function send(): Promise<void> {
      button.prop('disabled', true);
      try {
        const data = JSON.stringify(body());
        await $.ajax({ url: `grounded-sam/${path}`, method: 'POST', contentType: 'application/json', data });
        onDone?.();
      } catch (failure) {
        const { responseJSON } = failure as JQuery.jqXHR<unknown>;
        RED.notify(responseJSON?.message ?? sidebarText('failed'), { type: 'error', timeout: 10_000 });
      }
      button.prop('disabled', false);
    }
    return button.on('click', () => {
      if (question) ask(question(), text, send);
      else void send();
    });
  }

  /** A dialog with two buttons: one that does it, and one that does nothing. */
  function ask(question: string, yes: string, work: () => Promise<void>): void {
    const dialog = RED.notify($('<div>').text(question).html(), {
      ...{ type: 'warning', modal: true, fixed: true },
      buttons: [
        { text: sidebarText('no'), click: () => dialog.close() },
        {
          ...{ text: yes, class: 'primary' },
          click() {
            dialog.close();
            void work();
          },
        },
      ],
    });
  }

  /** A link that shows a node in the workspace. */
  export function nodeLink({ id, type, name }: Pick<NodeRow, 'id' | 'type' | 'name'>): JQuery {
    const link = $('<a href="#">').text(name || type);
    return link.on('click', (event) => {
      event.preventDefault();
      RED.view.reveal(id);
    });
  }
}
