import "earshot-player";
import { createApp, h, ref } from "vue";

const Article = {
  setup() {
    const name = ref("ferry");
    const segment = ref("");
    return () => h("main", [
      h("earshot-player", {
        timings: `${name.value}.json`,
        src: `${name.value}.mp3`,
        controls: "speed transcript",
        highlight: "sentence",
        contentSelector: "main",
        noAnalytics: true,
        "onEarshot-segmentchange": ({ detail }) => (segment.value = detail.text),
      }),
      h("button", { id: "other", onClick: () => (name.value = "second") }, "Another article"),
      h("p", { id: "segment" }, segment.value),
    ]);
  },
};

createApp(Article).mount("#app");
