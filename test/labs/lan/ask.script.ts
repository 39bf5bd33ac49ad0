/** One request to the people's port from where this runs: METHOD URL TOKEN [BODY]; prints `STATUS\nTEXT`. */
const [method = "GET", url = "", token = "", body] = process.argv.slice(2);
const answer = await fetch(url, {
  method,
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  ...(body === undefined ? {} : { body }),
});
console.log(`${answer.status}\n${await answer.text()}`);
