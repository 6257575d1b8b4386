// What a document can do with the labs in it: orders to one, reports of another.
const own = document.getElementById("own");
const time = document.getElementById("time");
own.addEventListener("time", ({ detail }) => (time.textContent = `${(detail.now / 1000).toFixed(3)} s`));
document.getElementById("step").addEventListener("click", () => own.step());
document.getElementById("end").addEventListener("click", () => own.seek(12_000));

const goals = new Map();
document.getElementById("level").addEventListener("goal", ({ detail }) => {
  goals.set(detail.index, detail.reached);
  const reached = [...goals.values()].filter(Boolean).length;
  document.getElementById("goals").textContent = reached === 0 ? "No goal is reached yet." : `${reached} of ${goals.size} goals are reached.`;
});
