// Renders the React app on a server, as Next does: no window, no elements.
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { Article } from "./react.jsx";

console.log(renderToString(<StrictMode><Article /></StrictMode>));
