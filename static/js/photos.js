/* Makes photos small before they are kept or sent, at most 1600 px, JPEG 0.72: input[data-shrink] by itself, other
   scripts by window.smallerPhoto. */
(() => {
  const EDGE = 1600;
  const QUALITY = 0.72;
  window.smallerPhoto = smaller;

  document.addEventListener("change", async (e) => {
    const input = e.target;
    if (input.type !== "file" || !("shrink" in input.dataset) || !window.createImageBitmap) return;
    const kept = new DataTransfer();
    for (const file of [...input.files]) kept.items.add(await smaller(file).catch(() => file));
    input.files = kept.files;
    input.dispatchEvent(new CustomEvent("photos-ready", { bubbles: true }));
  });

  async function smaller(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  }
})();
