// The subscriptions page: updates the list while feeds are being checked. Without this script the
// page shows the same after a reload.

import { freshen } from "./menus.js";

freshen('[data-waiting="yes"]');
