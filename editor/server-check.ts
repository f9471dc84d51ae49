namespace groundedSam {
  /** The response of `grounded-sam/servers/check`. */
  interface ServersResponse {
    readonly servers: readonly ServerCheck[];
  }

  const CHECKED = ['servers', 'serverModels', 'serverToken', 'serverHeaders', 'tls'] as const;

  const checkText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:serverCheck.${key}`, values);

  const resultLine = (isGood: boolean, text: string): JQuery =>
    $('<div>').append($('<i>').addClass(isGood ? 'fa fa-check' : 'fa fa-times'), ' ', document.createTextNode(text));

  function resultLines({ servers }: ServersResponse): JQuery[] {
    return servers.flatMap(({ address, name, version, ms, message, models }) => [
      resultLine(
        message === undefined,
        message === undefined ? checkText('answers', { address, name, version, ms }) : `${address}: ${message}`,
      ),
      ...models.map((model) =>
        resultLine(
          model.isReady,
          model.isReady ? checkText('ready', { name: model.name }) : (model.message ?? model.name),
        ),
      ),
    ]);
  }

  /** A button that asks the inference servers of the dialog's fields whether they answer and have loaded the models. */
  export const serverCheckRow: Part = {
    settings: [],

    html: () =>
      '<div class="form-row grounded-sam-server-check"><label></label>' +
      `<button type="button" class="red-ui-button">${checkText('test')}</button><div role="status"></div></div>`,

    prepare(context, node) {
      const row = $('.grounded-sam-server-check');
      const button = row.find('button').prop('disabled', !RED.user.hasPermission('grounded-sam.write'));
      const result = row.find('[role=status]');
      button.on('click', async () => {
        button.prop('disabled', true);
        result.text(checkText('running'));
        const fields = CHECKED.map((name) => [name, fieldValue($(`#${context.id(name)}`))] as const);
        const { tls = '', ...texts } = Object.fromEntries(fields);
        // Node-RED's value for "no config node".
        const settings = { engine: node.id, ...texts, tls: tls === '_ADD_' ? '' : tls };
        try {
          const response = await postJson<ServersResponse>('servers/check', settings);
          result.empty().append(resultLines(response));
        } catch (failure) {
          result.empty().append(resultLine(false, requestFailure(failure).message ?? checkText('failed')));
        }
        button.prop('disabled', false);
      });
    },
  };
}
