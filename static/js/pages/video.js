// Put the player in the place of its poster once somebody asks for it. Until then nothing is
// fetched from anywhere else, and without this script the link leads to the video itself.
for (const link of document.querySelectorAll("[data-video]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.title = link.dataset.title;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    // The player refuses a page that does not say which site it is on; it learns no more than that.
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.src = link.dataset.video;
    link.replaceWith(player);
    player.focus();
  });
}
