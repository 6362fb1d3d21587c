/** player.css, put in by whoever joins the scripts. */
declare const STYLE_TEXT: string;
