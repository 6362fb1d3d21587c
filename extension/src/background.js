// Opens the panel when the button of the extension is clicked. The click also allows the extension to
// read that tab.

const api = globalThis.browser ?? globalThis.chrome;

api.action.onClicked.addListener((tab) => {
  if (api.sidebarAction) api.sidebarAction.open();
  else api.sidePanel.open({ windowId: tab.windowId });
});
