// The page of subscriptions: what is being looked at is shown as soon as it is known. Without this
// script the page is the same, after a reload.

import { freshen } from "./menus.js";

freshen('[data-waiting="yes"]');
