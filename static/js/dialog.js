// <a href="/a/page/" data-dialog="id"> opens the dialog of that id; without script it is a link.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const dialog = opener && plain && document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
