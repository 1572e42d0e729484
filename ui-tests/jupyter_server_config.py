"""Configuration of the server that the UI tests run against: isolated, without token, on its own port."""

import os

c = get_config()  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = int(os.environ["HYBRIDIZE_UI_PORT"])
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.allow_root = bool(os.environ.get("HYBRIDIZE_UI_ROOT"))
c.ServerApp.root_dir = os.environ["HYBRIDIZE_UI_FILES"]
# The tests talk to the contents service from outside of the page.
c.ServerApp.disable_check_xsrf = True
c.IdentityProvider.token = ""
c.LabApp.expose_app_in_browser = True
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.JupyterNotebookApp.expose_app_in_browser = True
