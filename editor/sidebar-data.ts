namespace groundedSam {
  export const sidebarText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:sidebar.${key}`, values);

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
        await postJson(path, body());
        onDone?.();
      } catch (failure) {
        RED.notify(requestFailure(failure).message ?? sidebarText('failed'), { type: 'error', timeout: 10_000 });
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
