// Where things are: written by the server on the script of every page of a runner.
export const about = document.querySelector("script[data-pack]").dataset;
