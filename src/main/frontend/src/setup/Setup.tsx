export default function Setup() { return <p>Set-up</p>; }
