// The story page: the read-along page, the live stream and what the library remembers.

import "./read-along.js";
import "./live.js";
import "./listening.js";
